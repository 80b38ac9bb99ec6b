// The queue by keyboard: j and k move from ticket to ticket, / goes to the search.
// Enter opens, because what has the focus is a link. Single keys can be switched off.
const links = [...document.querySelectorAll('[data-queue] tbody th a')];
const hint = document.querySelector('[data-shortcuts]');
const search = document.querySelector('[data-slash]');
const KEY = 'queue-shortcuts';
const kept = () => { try { return localStorage.getItem(KEY) !== 'off'; } catch { return true; } };
let on = kept();

const show = () => {
  if (!hint) return;
  const button = hint.querySelector('button');
  hint.hidden = false;
  hint.querySelector('[data-keys]').hidden = !on;
  button.textContent = on ? button.dataset.off : button.dataset.on;
};

hint?.querySelector('button').addEventListener('click', () => {
  on = !on;
  try { localStorage.setItem(KEY, on ? 'on' : 'off'); } catch { /* only for this page then */ }
  show();
});

document.addEventListener('keydown', (e) => {
  const writes = e.target.closest?.('input, textarea, select, [contenteditable]');
  if (!on || writes || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === '/' && search) {
    e.preventDefault();
    search.focus();
  }
  const step = { j: 1, k: -1 }[e.key];
  if (!step || !links.length) return;
  const at = links.indexOf(document.activeElement);
  const to = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(to, 0), links.length - 1)].focus();
});

show();
