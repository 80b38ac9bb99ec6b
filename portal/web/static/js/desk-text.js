// What the toolbar does to a Markdown text box. Changes go through the browser's own undo.

const replace = (box, start, end, text) => {
  box.focus();
  box.setSelectionRange(start, end);
  // the only way that keeps Ctrl+Z; where it is gone, the text is set all the same
  if (!document.execCommand?.('insertText', false, text)) box.setRangeText(text, start, end, 'end');
};

// Puts `text` where the cursor is; a block gets lines of its own.
export const insert = (box, text, isBlock = false) => {
  const { selectionStart: start, selectionEnd: end, value } = box;
  if (!isBlock) return replace(box, start, end, text);
  const before = value.slice(0, start);
  const gap = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  return replace(box, start, end, `${gap}${text}\n\n`);
};

const wrap = (box, mark) => {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const chosen = value.slice(start, end);
  replace(box, start, end, `${mark}${chosen}${mark}`);
  box.setSelectionRange(start + mark.length, start + mark.length + chosen.length);
};

const beginLines = (box, mark) => {
  const { selectionStart, selectionEnd, value } = box;
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const next = value.indexOf('\n', selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split('\n');
  const all = lines.every((line) => line.startsWith(mark));
  replace(box, start, end, lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join('\n'));
};

const block = (box, head) => {
  const { selectionStart: start, selectionEnd: end, value } = box;
  insert(box, `/// ${head}\n${value.slice(start, end)}\n///`, true);
};

export const tools = (box, changed) => {
  const bar = document.querySelector('.toolbar');
  const buttons = [...bar.querySelectorAll('button')];
  const act = ({ wrap: mark, lineStart, block: head }) => {
    if (mark) wrap(box, mark);
    else if (lineStart) beginLines(box, lineStart);
    else if (head) block(box, head);
    else return;
    changed();
  };
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) act(button.dataset);
  });
  // one stop for Tab, arrows inside
  const stop = (at) => buttons.forEach((button, i) => { button.tabIndex = i === at ? 0 : -1; });
  bar.addEventListener('keydown', (event) => {
    const count = buttons.length;
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: (at + 1) % count, ArrowLeft: (at + count - 1) % count, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    stop(to);
    buttons[to].focus();
  });
  stop(0);
  box.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'b' && key !== 'k') return;
    event.preventDefault();
    if (key === 'b') act({ wrap: '**' });
    else bar.querySelector('[data-open=link-box]').click();
  });
};

// Boxes that a button of the toolbar opens; Escape closes them and goes back to the text.
export const opens = (id, box, onOpen) => {
  const place = document.getElementById(id);
  const button = document.querySelector(`[data-open=${id}]`);
  const toggle = (open) => {
    place.hidden = !open;
    button.setAttribute('aria-expanded', open);
    if (open) onOpen();
    else box.focus();
  };
  button.addEventListener('click', () => toggle(place.hidden));
  place.addEventListener('keydown', (event) => { if (event.key === 'Escape') toggle(false); });
  return toggle;
};
