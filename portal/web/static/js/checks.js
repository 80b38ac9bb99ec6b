// Runs the checks of a page by itself and fills in each line as its answer comes.
// The server sends one JSON value a line. Every word is the server's, or stands in data- attributes.
// Where anything goes wrong the button is back, and the form works as without this script.
const form = document.querySelector('form[data-checks]');

const pick = (row, chosen) => {
  for (const one of row.querySelectorAll('[data-due], [data-runs], [data-is]')) one.hidden = !one.matches(chosen);
};

class Run {
  constructor(box) {
    this.form = box;
    this.rows = [...box.querySelectorAll('[data-check]')];
    this.progress = box.querySelector('[data-progress]');
    this.bar = box.querySelector('progress');
    this.status = box.querySelector('[data-status]');
    this.button = box.querySelector('[data-run]');
  }

  async start() {
    this.button.hidden = true;
    this.progress.hidden = this.bar.hidden = false;
    for (const row of this.rows) if (!row.dataset.state) pick(row, '[data-runs]');
    try {
      const answer = await fetch(this.form.action, {
        method: 'POST',
        headers: { Accept: 'application/x-ndjson' },
        body: new URLSearchParams(new FormData(this.form)),
      });
      if (!answer.ok || !answer.headers.get('Content-Type')?.includes('ndjson')) throw new Error(answer.status);
      for await (const line of lines(answer.body)) this.take(JSON.parse(line));
      if (!this.isDone) throw new Error('cut');
    } catch {
      this.fail();
    }
  }

  take(found) {
    if (found.done) return this.done(found.says);
    const row = this.rows.find((one) => one.dataset.check === found.id);
    if (!row) return;
    row.dataset.state = found.state;
    pick(row, `[data-is="${found.state}"]`);
    row.querySelector('[data-says]').textContent = found.says;
    row.querySelector('[data-time]').textContent = `· ${found.time}`;
    const done = this.rows.filter((one) => one.dataset.state).length;
    this.bar.value = done;
    this.status.textContent = this.form.dataset.some.replace('{done}', done).replace('{all}', this.rows.length);
  }

  done(words) {
    this.isDone = true;
    this.bar.value = this.rows.length;
    this.bar.hidden = true;
    this.status.textContent = words;
    this.form.querySelector('[data-onward]').hidden = false;
  }

  fail() {
    for (const row of this.rows) if (!row.dataset.state) pick(row, '[data-due]');
    this.bar.hidden = true;
    this.status.textContent = this.form.dataset.failed;
    this.button.hidden = false;
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts.filter(Boolean);
  }
  if (rest) yield rest;
}

if (form) new Run(form).start();
