// Pictures for an article: chosen, dropped or pasted. None goes in without words that say what it shows.
import { opens } from './desk-text.js';

export const pictures = (box, form, post, put) => {
  const file = document.getElementById('d-picture');
  const alt = document.getElementById('d-alt');
  const error = document.getElementById('picture-error');
  const add = document.getElementById('picture-add');

  const say = (words) => {
    error.textContent = words;
    error.hidden = !words;
  };

  const take = (files) => {
    const picture = [...files].find((one) => one.type.startsWith('image/'));
    if (!picture) return false;
    const bag = new DataTransfer();
    bag.items.add(picture);
    file.files = bag.files;
    toggle(true);
    alt.value = '';
    alt.focus();
    return true;
  };

  box.addEventListener('paste', (event) => {
    if (event.clipboardData?.types.includes('text/plain')) return;
    if (take(event.clipboardData?.files ?? [])) event.preventDefault();
  });
  for (const kind of ['dragover', 'drop']) {
    box.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      if (kind === 'drop') take(event.dataTransfer.files);
    });
  }

  const send = async () => {
    const picture = file.files[0];
    if (picture && !alt.value.trim()) {
      say(form.dataset.alt);
      alt.focus();
      return;
    }
    add.disabled = true;
    try {
      const data = picture ? { picture } : {};
      const { markdown, error: why } = await (await post('pictures', data)).json();
      say(why ?? '');
      if (!markdown) return;
      file.value = '';
      alt.value = '';
      toggle(false);
      put(markdown);
    } catch {
      say(form.dataset.failed);
    } finally {
      add.disabled = false;
    }
  };

  add.addEventListener('click', (event) => {
    event.preventDefault();
    send();
  });
  alt.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    send();
  });
  document.getElementById('picture-box').hidden = true;
  const toggle = opens('picture-box', box, () => file.focus());
};
