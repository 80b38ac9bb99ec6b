// Translating: two tabs on a phone, and nothing written is lost with the window.
import { sides } from './desk-sides.js';

const form = document.querySelector('[data-translate]');
let dirty = false;

form.addEventListener('input', () => { dirty = true; });
form.addEventListener('submit', () => { dirty = false; });
addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  form.querySelector('button[value=save]')?.click();
});
sides(form.dataset.translate);
