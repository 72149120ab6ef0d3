// Keeps the public pages of Đảo Cò for when there is no network. They are fetched without cookies, so that what somebody
// who signed in sees is never kept; everything else passes by untouched.
const { name, away, pages, parts, sounds } = self.GUIDE;
const SOUNDS = 'dao-co-sounds';
const PATIENCE = 4000;
const FRESH = 30 * 60 * 1000;
const known = new Set(pages);
const lasting = new Set(parts);
const scope = new URL(self.registration.scope).pathname;

const put = async (cache, path) => {
  const answer = await fetch(path, { credentials: 'omit', cache: 'no-cache' });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${path}`);
  await cache.put(path, answer);
};

// All pages or nothing: as long as they cannot all be fetched, the worker that is there goes on with what it has.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    await Promise.all([...pages, away].map((path) => put(cache, path)));
    await Promise.allSettled(parts.map((path) => put(cache, path)));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const family = name.split('-').slice(0, 3).join('-');
    const old = (await caches.keys()).filter((one) => one.startsWith(family) && one !== name);
    await Promise.all(old.map((one) => caches.delete(one)));
    const heard = await caches.open(SOUNDS);
    const gone = (await heard.keys()).filter((request) => !sounds.includes(new URL(request.url).pathname));
    await Promise.all(gone.map((request) => heard.delete(request)));
    await self.clients.claim();
  })());
});

// A player asks for portions of a recording (RFC 9110, 14.2).
const portion = async (answer, range) => {
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(range) || [];
  if (from === undefined) return answer;
  const whole = await answer.arrayBuffer();
  const end = to ? Math.min(Number(to), whole.byteLength - 1) : whole.byteLength - 1;
  return new Response(whole.slice(Number(from), end + 1), {
    status: 206,
    headers: {
      'Content-Type': answer.headers.get('Content-Type'),
      'Content-Range': `bytes ${from}-${end}/${whole.byteLength}`,
      'Content-Length': String(end + 1 - Number(from)),
      'Accept-Ranges': 'bytes',
    },
  });
};

// What is older than half an hour is fetched anew behind the reader's back, once the network has shown that it is there.
const renew = async (path, kept) => {
  const age = Date.now() - Date.parse(kept?.headers.get('Date') || 0);
  if (!(age < FRESH)) await put(await caches.open(name), path).catch(() => {});
};

const shown = async (event, path) => {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), PATIENCE);
  const kept = await caches.match(path);
  try {
    const answer = await fetch(event.request, kept ? { signal: slow.signal } : {});
    if (answer.status >= 500 && kept) return kept;
    if (answer.ok && known.has(path)) event.waitUntil(renew(path, kept));
    return answer;
  } catch (error) {
    const instead = kept || (await caches.match(away));
    if (instead) return instead;
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

// Heard from what was fetched ahead; a picture in the size there is.
const file = async (request, path) => {
  const kept = await (await caches.open(SOUNDS)).match(path);
  const range = request.headers.get('Range');
  if (kept) return range ? portion(kept, range) : kept;
  try {
    return await fetch(request);
  } catch (error) {
    const small = await caches.match(`${path}?co=nho`);
    if (small) return small;
    throw error;
  }
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (lasting.has(url.pathname + url.search)) {
    event.respondWith(caches.match(url.pathname + url.search).then((kept) => kept || fetch(request)));
  } else if (url.pathname.startsWith('/dao-co/tep/')) {
    event.respondWith(file(request, url.pathname));
  } else if (request.mode === 'navigate' && url.pathname.startsWith(scope)) {
    event.respondWith(shown(event, url.pathname));
  }
});
