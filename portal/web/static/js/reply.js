// Puts a reply at hand where the cursor is, without asking the server; what was typed stays. What
// the reply does and asks for is chosen with it.
const form = document.querySelector('[data-reply]');
const text = form?.querySelector('textarea');

form?.querySelector('[value=insert]')?.addEventListener('click', (event) => {
  event.preventDefault();
  const { text: words, act, asks } = form.querySelector('#reply').selectedOptions[0].dataset;
  const typed = text.value.trim();
  if (!typed) text.value = words;
  else if (text.selectionStart >= text.value.trimEnd().length) text.value = `${text.value.trimEnd()}\n\n${words}`;
  else text.setRangeText(words, text.selectionEnd, text.selectionEnd, 'end');
  form.querySelector(`[name=act][value=${act}]`).checked = true;
  for (const asked of asks.split(' ').filter(Boolean)) form.querySelector(`[name=asked][value=${asked}]`).checked = true;
  text.focus();
});
