// Asks this browser, once the visitor agrees, whether it reaches a site, and how right its clock is.
// Of the site nothing is read: the fetch is `no-cors`, and only whether it comes about is told.
const form = document.querySelector('form[data-browser]');
const SECONDS = 6;

const reach = async (url) => {
  try {
    await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(SECONDS * 1000) });
    return 'ok';
  } catch {
    return 'fail';
  }
};

// Seconds that this device is ahead of the server, half of the way there and back taken off.
const skew = async () => {
  try {
    const began = Date.now();
    const answer = await fetch('/ping', { cache: 'no-store', signal: AbortSignal.timeout(SECONDS * 1000) });
    const { now } = await answer.json();
    const ended = Date.now();
    return String(Math.round((began + ended) / 2000 - now / 1000));
  } catch {
    return '';
  }
};

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const fields = form.elements;
  const button = form.querySelector('[data-ask]');
  if (button.disabled) return;
  button.disabled = true;
  form.querySelector('[data-said]').textContent = form.dataset.busy;
  const [site, www] = form.dataset.sites.split(' ').filter(Boolean);
  const told = await Promise.all([site ? reach(site) : 'unknown', www ? reach(www) : 'unknown', skew()]);
  [fields.site.value, fields.www.value, fields.clock.value] = told;
  form.submit();
});
