// Shows schools while someone types. The page works without: this only saves the
// press on the search button. The server finds, and writes the markup.
(() => {
  const form = document.querySelector("form[data-schools]");
  const q = document.getElementById("q");
  const status = document.getElementById("status");
  const found = document.getElementById("found");
  if (!form || !q || !status || !found) return;

  const hint = status.querySelector("[data-live]");
  if (hint) hint.textContent = hint.dataset.live;
  const calm = [status.innerHTML, found.innerHTML];

  let timer, running, shown = q.value.trim();

  const put = (s, f) => {
    // Writing the same status again would have it read out again.
    if (status.innerHTML !== s) status.innerHTML = s;
    found.innerHTML = f;
  };

  const ask = async () => {
    const word = q.value.trim();
    if (word === shown) return;
    if (running) running.abort();
    shown = word;
    if ([...word].length < 2) {
      if (hint) put(...calm);
      return;
    }
    running = new AbortController();
    const { signal } = running;
    const url = form.dataset.schools + "?" + new URLSearchParams({
      t: form.elements.t.value, q: word, lang: form.elements.lang.value,
    });
    try {
      const answer = await fetch(url, { signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      put(part.getElementById("status").innerHTML, part.getElementById("found").innerHTML);
    } catch {
      // The search button still works; the same word may be tried again.
      if (!signal.aborted) shown = null;
    }
  };

  q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
})();
