// The staff's pages by keyboard. j and k move through a list, o opens; whatever carries `data-key`
// answers to its key: a link opens, a button is pressed, a choice is made and `data-then` gets the
// focus. / goes to the search, ? shows the list. Single keys rest in fields and can be switched off.
const links = [...document.querySelectorAll('[data-queue] tbody th a')];
const bar = document.querySelector('[data-shortcuts]');
const help = document.querySelector('[data-keys-help]');
const search = document.querySelector('[data-slash]');
const button = help?.querySelector('[data-switch]');
const KEY = 'queue-shortcuts';
const kept = () => { try { return localStorage.getItem(KEY) !== 'off'; } catch { return true; } };
let on = kept();

const show = () => {
  if (!bar || !button) return;
  bar.hidden = false;
  button.textContent = on ? button.dataset.off : button.dataset.on;
};

button?.addEventListener('click', () => {
  on = !on;
  try { localStorage.setItem(KEY, on ? 'on' : 'off'); } catch { /* only for this page then */ }
  show();
});
bar?.querySelector('[data-help]').addEventListener('click', () => help.showModal());

const move = (step) => {
  const at = links.indexOf(document.activeElement);
  const to = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(to, 0), links.length - 1)].focus();
};

const press = (item) => {
  item.click();
  if (item.dataset.then) document.getElementById(item.dataset.then)?.focus();
};

document.addEventListener('keydown', (event) => {
  const field = event.target.closest?.('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog');
  if (!on || field || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  const item = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (event.key === '/' && search) search.focus();
  else if (event.key === '/') location.assign('/staff/#fq');
  else if (event.key === '?' && help) help.showModal();
  else if (step && links.length) move(step);
  else if (event.key === 'o' && links.includes(document.activeElement)) document.activeElement.click();
  else if (item) press(item);
  else return;
  event.preventDefault();
});

if (location.hash === '#fq') search?.focus();
show();
