// On a phone the two sides of a page are two tabs; `name` says what they are together.
export const sides = (name) => {
  const both = document.querySelector('[data-sides]');
  const panels = [...both.querySelectorAll(':scope > [data-side]')];
  const list = document.createElement('div');
  list.className = 'tablist';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', name);
  const tabs = panels.map((panel, at) => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.textContent = panel.dataset.side;
    tab.setAttribute('role', 'tab');
    tab.addEventListener('click', () => show(at));
    list.append(tab);
    return tab;
  });
  const narrow = matchMedia('(max-width: 59.99rem)');
  let open = 0;
  const show = (at) => {
    open = at;
    tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', i === at);
      tab.tabIndex = i === at ? 0 : -1;
      panels[i].hidden = narrow.matches && i !== at;
    });
  };
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    show((open + step + tabs.length) % tabs.length);
    tabs[open].focus();
  });
  const follow = () => { list.hidden = !narrow.matches; show(open); };
  narrow.addEventListener('change', follow);
  both.before(list);
  follow();
};
