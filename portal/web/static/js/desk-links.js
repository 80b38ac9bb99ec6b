// The link picker: articles by the words in their titles, each with its headings below.
import { opens } from './desk-text.js';

export const links = (box, form, put) => {
  const query = document.getElementById('link-query');
  const list = document.getElementById('link-list');
  let timer;

  const choose = (target, words) => {
    const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
    toggle(false);
    put(`[${chosen || words}](article:${target})`);
  };

  const button = (target, words) => {
    const one = document.createElement('button');
    one.type = 'button';
    one.textContent = words;
    one.addEventListener('click', () => choose(target, words));
    return one;
  };

  const row = ({ key, title, headings }) => {
    const item = document.createElement('li');
    item.append(button(key, title));
    if (headings.length) {
      const below = document.createElement('ul');
      below.className = 'links';
      for (const [id, words] of headings) {
        const part = document.createElement('li');
        part.append(button(`${key}#${id}`, words));
        below.append(part);
      }
      item.append(below);
    }
    return item;
  };

  const look = async () => {
    const asked = new URLSearchParams({ q: query.value, locale: form.dataset.locale });
    try {
      const { targets } = await (await fetch(`/desk/links?${asked}`)).json();
      list.replaceChildren(...targets.map(row));
      if (!targets.length) list.append(Object.assign(document.createElement('li'), { textContent: form.dataset.none }));
    } catch {
      list.replaceChildren(Object.assign(document.createElement('li'), { textContent: form.dataset.failed }));
    }
  };

  query.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  query.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault(); // it would send the whole form
  });
  const toggle = opens('link-box', box, () => {
    query.focus();
    look();
  });
};
