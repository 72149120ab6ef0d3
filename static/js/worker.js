// Keeps the public pages of Đảo Cò for when there is no network. They are fetched without cookies, so that what somebody
// who signed in sees is never kept; everything else passes by untouched.
const { name, pages, parts } = self.GUIDE;
const SOUNDS = 'dao-co-sounds';
const PATIENCE = 4000;
const known = new Set(pages);
const lasting = new Set(parts);

const put = async (cache, path) => {
  const answer = await fetch(path, { credentials: 'omit', cache: 'no-cache' });
  if (answer.ok && !answer.redirected) await cache.put(path, answer);
};

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    await put(cache, pages[0]);
    await Promise.allSettled([...pages.slice(1), ...parts].map((path) => put(cache, path)));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const family = name.split('-').slice(0, 3).join('-');
    const old = (await caches.keys()).filter((one) => one.startsWith(family) && one !== name);
    await Promise.all(old.map((one) => caches.delete(one)));
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

const fresh = async (request, path) => {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), PATIENCE);
  const kept = await caches.match(path);
  try {
    return await fetch(request, kept ? { signal: slow.signal } : {});
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (known.has(url.pathname)) {
    event.respondWith(fresh(request, url.pathname));
  } else if (lasting.has(url.pathname + url.search)) {
    event.respondWith(caches.match(url.pathname + url.search).then((kept) => kept || fetch(request)));
  } else if (url.pathname.startsWith('/dao-co/tep/')) {
    event.respondWith(caches.open(SOUNDS).then((cache) => cache.match(url.pathname)).then((kept) => {
      const range = request.headers.get('Range');
      return kept ? (range ? portion(kept, range) : kept) : fetch(request);
    }));
  }
});
