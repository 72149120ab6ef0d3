// Zoom, panning by keys and fingers, and where one stands: asked of the device, drawn here, sent nowhere.
const box = document.querySelector('[data-map]');
const tools = document.querySelector('[data-map-tools]');
if (box && tools) {
  const svg = box.querySelector('svg');
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const said = document.querySelector('[data-map-said]');
  let view = { x: 0, y: 0, zoom: 1 };
  const limit = (value, most) => Math.max(0, Math.min(value, most));
  const draw = () => {
    const [wide, tall] = [width / view.zoom, height / view.zoom];
    view.x = limit(view.x, width - wide);
    view.y = limit(view.y, height - tall);
    svg.classList.toggle('close', view.zoom > 1);
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${wide} ${tall}`);
  };
  const zoom = (factor, at = { x: view.x + width / view.zoom / 2, y: view.y + height / view.zoom / 2 }) => {
    const next = Math.max(1, Math.min(view.zoom * factor, 6));
    view = { zoom: next, x: at.x - width / next / 2, y: at.y - height / next / 2 };
    draw();
  };
  const move = (x, y) => { view.x += (x * width) / view.zoom; view.y += (y * height) / view.zoom; draw(); };
  tools.hidden = false;
  tools.addEventListener('click', (event) => {
    const wished = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (wished === 'all') { view = { x: 0, y: 0, zoom: 1 }; draw(); }
    else if (wished) zoom(wished === 'in' ? 1.6 : 1 / 1.6);
  });
  const KEYS = { '+': () => zoom(1.6), '=': () => zoom(1.6), '-': () => zoom(1 / 1.6),
    ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0), ArrowUp: () => move(0, -0.15), ArrowDown: () => move(0, 0.15) };
  box.tabIndex = 0;
  box.setAttribute('role', 'application');
  box.setAttribute('aria-label', svg.getAttribute('aria-label'));
  box.addEventListener('keydown', (event) => {
    if (KEYS[event.key] && !event.ctrlKey && !event.metaKey) { KEYS[event.key](); event.preventDefault(); }
  });
  // A place reached by the tabulator is brought into sight.
  for (const place of svg.querySelectorAll('a')) {
    place.addEventListener('focus', () => {
      const circle = place.querySelector('circle');
      if (view.zoom > 1) zoom(1, { x: Number(circle.getAttribute('cx')), y: Number(circle.getAttribute('cy')) });
    });
  }
  let held = null;
  svg.addEventListener('pointerdown', (event) => { if (view.zoom > 1) held = { x: event.clientX, y: event.clientY }; });
  svg.addEventListener('pointermove', (event) => {
    if (!held) return;
    const { width: shown, height: tall } = svg.getBoundingClientRect();
    move((held.x - event.clientX) / shown, (held.y - event.clientY) / tall);
    held = { x: event.clientX, y: event.clientY };
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) svg.addEventListener(end, () => { held = null; });

  const where = tools.querySelector('[data-where]');
  if (!navigator.geolocation) where.hidden = true;
  where.addEventListener('click', () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    const [west, north, narrow, scale, margin] = ['west', 'north', 'narrow', 'scale', 'margin'].map((name) => Number(svg.dataset[name]));
    const x = (coords.longitude - west) * narrow * scale + margin;
    const y = (north - coords.latitude) * scale + margin;
    if (x < 0 || y < 0 || x > width || y > height) { said.textContent = where.dataset.far; return; }
    const me = svg.querySelector('.me');
    me.setAttribute('cx', String(x));
    me.setAttribute('cy', String(y));
    me.classList.add('on');
    said.textContent = where.dataset.found.replace('NUM', Math.round(coords.accuracy));
  }, () => { said.textContent = where.dataset.refused; }, { enableHighAccuracy: true, timeout: 15000 }));
}
