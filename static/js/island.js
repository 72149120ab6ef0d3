// Đảo Cò: pages kept for the lake, recordings fetched ahead, letters and contrast for the sun. Everything works without.
const worker = document.querySelector('script[data-worker]').dataset.worker;
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready).then(async () => {
    if (!(await caches.match(new URL('.', new URL(worker, location.href)).pathname))) return;
    const said = document.querySelector('[data-kept]');
    if (said) said.textContent = said.dataset.kept;
    document.documentElement.dataset.ready = 'kept';
  }).catch(() => {});
}

// What was kept on another day says so; the hours on it are that day's.
const day = document.querySelector('[data-day]');
if (day && day.dataset.day !== new Date().toLocaleDateString('sv', { timeZone: 'Asia/Ho_Chi_Minh' })) {
  day.querySelector('[data-then]').hidden = false;
}

// Who came by a plaque was counted; the address goes on without it, to be read again, kept or sent to others.
if (new URLSearchParams(location.search).has('bien')) {
  history.replaceState(null, '', location.pathname);
  for (const link of document.querySelectorAll('a[hreflang]')) link.search = '';
}

// How this phone wants the pages here, also when there is no network to ask.
const LOOKS = { size: ['a', 'aaa'], theme: ['', 'sun'] };
const look = (what) => (what === 'sun' ? 'theme' : 'size');
const remembered = (key) => { try { return localStorage.getItem(`dao-co-${key}`); } catch { return null; } };
for (const key of ['size', 'theme']) {
  const wished = remembered(key);
  if (wished !== null && wished !== '') document.documentElement.dataset[key] = wished;
}
for (const button of document.querySelectorAll('[data-look]')) {
  const key = look(button.dataset.look);
  const plain = document.documentElement.dataset[key];
  const [off, on] = LOOKS[key];
  const show = () => button.setAttribute('aria-pressed', String(document.documentElement.dataset[key] === on));
  button.hidden = false;
  show();
  button.addEventListener('click', () => {
    const next = document.documentElement.dataset[key] === on ? (plain === on ? off || 'auto' : plain) : on;
    document.documentElement.dataset[key] = next;
    try { localStorage.setItem(`dao-co-${key}`, next); } catch { /* a phone that keeps nothing */ }
    show();
  });
}

const ahead = document.querySelector('[data-fetch]');
if (ahead && 'caches' in window) {
  ahead.hidden = false;
  ahead.addEventListener('click', async () => {
    ahead.setAttribute('aria-busy', 'true');
    ahead.textContent = ahead.dataset.working;
    try {
      const cache = await caches.open('dao-co-sounds');
      for (const token of ahead.dataset.fetch.split(' ')) {
        const path = ahead.dataset.at.replace('TOKEN', token);
        if (await cache.match(path)) continue;
        const answer = await fetch(path, { credentials: 'omit' });
        if (!answer.ok) throw new Error(String(answer.status));
        await cache.put(path, answer);
      }
      ahead.textContent = ahead.dataset.done;
    } catch {
      ahead.textContent = ahead.dataset.failed;
    }
    ahead.removeAttribute('aria-busy');
  });
}
