// The writers' editor: preview and findings while one writes, toolbar, links, pictures, nothing lost.
// Without it the form has a button for each. Every word comes from the page or from the server.
import { links } from './desk-links.js';
import { pictures } from './desk-pictures.js';
import { sides } from './desk-sides.js';
import { insert, tools } from './desk-text.js';

const form = document.querySelector('[data-desk]');
const box = document.getElementById('d-body') ?? document.getElementById('d-text');
const path = form.dataset.desk;
let dirty = 'changed' in form.dataset;

const post = async (name, extra) => {
  const data = new FormData(form);
  data.delete('picture');
  for (const [key, value] of Object.entries(extra ?? {})) data.append(key, value);
  const answer = await fetch(`/desk/${name}/${path}`, { method: 'POST', body: data });
  if (!answer.ok && answer.status !== 422) throw new Error(name);
  return answer;
};

// One thing after each pause in writing; an answer that a newer one overtook is left out.
const soon = (wait, work) => {
  let timer;
  let turn = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++turn;
      try { await work(() => mine === turn); } catch { /* offline: the next change tries again */ }
    }, wait);
  };
};

const fill = (name, id) => async (isNewest) => {
  const html = await (await post(name)).text();
  const place = document.getElementById(id);
  if (place && isNewest()) place.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
};

const preview = soon(350, fill('preview', 'preview'));
const findings = soon(1200, fill('check', 'findings'));
const keep = soon(2500, async () => {
  const { said } = await (await post('keep')).json();
  const place = document.getElementById('kept');
  if (place) place.textContent = said;
});

const changed = () => {
  dirty = true;
  preview();
  findings();
  keep();
};

form.addEventListener('input', (event) => {
  if (!event.target.closest('#link-box, #picture-box')) changed();
});
form.addEventListener('submit', () => { dirty = false; });
addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
for (const one of document.querySelectorAll('[data-no-js]')) one.hidden = true;

// A finding leads to its line, or to its field in the folded head.
document.getElementById('findings').addEventListener('click', (event) => {
  const link = event.target.closest('[data-line]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const folded = target.closest('details');
  if (folded) folded.open = true;
  target.focus();
  const line = Number(link.dataset.line);
  if (!line || !target.value) return;
  const lines = target.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  target.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
  target.scrollTop = Math.max(0, (target.scrollHeight * (line - 4)) / lines.length);
});

addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  form.querySelector('button[value=save]')?.click();
});

if (document.querySelector('[data-sides]')) {
  sides(form.dataset.both);
  tools(box, changed);
  links(box, form, (text) => { insert(box, text); changed(); });
  pictures(box, form, post, (text) => { insert(box, text, true); changed(); });
}
