// Shows on the first device what another one answers, as soon as it does.
// The server sends the part of the page anew; it is put in only where something has changed, and said once.
const box = document.querySelector('[data-poll]');
const said = document.querySelector('[data-said]');
const EVERY = 4000;
const MOST_FAILURES = 5;
const until = Date.parse(box?.dataset.until ?? '');
const mark = (part) => `${part?.dataset.state} ${part?.querySelectorAll('tbody tr').length ?? 0} ${part?.querySelector('tbody')?.textContent ?? ''}`;
let failures = 0;

const look = async () => {
  const answer = await fetch(location.href, { headers: { 'HX-Request': 'true' } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('[data-state]');
  const shown = box.querySelector('[data-state]');
  if (!fresh || mark(fresh) === mark(shown)) return;
  const held = box.contains(document.activeElement) ? document.activeElement.id : '';
  shown.replaceWith(document.adoptNode(fresh));
  if (held) (document.getElementById(held) ?? box.querySelector('a, button'))?.focus();
  said.textContent = fresh.dataset.says;
};

const again = async () => {
  if (Date.now() > until || failures >= MOST_FAILURES) return;
  if (!document.hidden) {
    try {
      await look();
      failures = 0;
    } catch {
      failures += 1;
    }
  }
  setTimeout(again, EVERY);
};

if (box && until) setTimeout(again, EVERY);
