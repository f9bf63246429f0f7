// Shows attempts as they come. The page works without: its link refreshes it. The server
// writes the markup. Rows never move the focus: while somebody points at the table, or is in
// it with the keyboard, what is new waits.
(() => {
  const live = document.querySelector("[data-stream]");
  if (!live || !window.EventSource) return;
  const part = (name) => live.querySelector("[data-" + name + "]");
  const body = live.querySelector("tbody"), pause = part("pause"), most = 100;
  let paused = false, held = [], source;

  const mouse = matchMedia("(hover: hover)").matches;
  const busy = () => paused || (mouse && body.matches(":hover")) || body.contains(document.activeElement);

  const show = () => {
    if (!busy()) {
      body.prepend(...held.splice(0).reverse());
      while (body.rows.length > most) body.rows[body.rows.length - 1].remove();
      part("none").hidden = body.rows.length > 0;
    }
    part("waiting").hidden = held.length === 0;
  };

  const state = (on) => {
    part("on").hidden = !on;
    part("off").hidden = on;
  };

  const begin = () => {
    source = new EventSource(live.dataset.stream);
    source.addEventListener("open", () => state(!paused));
    source.addEventListener("error", () => {
      state(false);
      part("ended").hidden = source.readyState !== EventSource.CLOSED;
    });
    source.addEventListener("rows", (event) => {
      const table = new DOMParser().parseFromString(event.data, "text/html").querySelector("table");
      if (table.dataset.lost !== "0") part("lost").hidden = false;
      held.push(...[...table.querySelectorAll("tbody tr")].reverse().map((row) => document.adoptNode(row)));
      held = held.slice(-most);
      show();
    });
    source.addEventListener("end", () => {
      source.close();
      state(false);
      part("ended").hidden = false;
    });
  };

  part("pausing").hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? pause.dataset.go : pause.dataset.pause;
    state(!paused && source.readyState === EventSource.OPEN);
    show();
  });
  body.addEventListener("pointerleave", show);
  body.addEventListener("focusout", () => setTimeout(show));
  // A page that is left or kept for Back holds no stream.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
  begin();
})();
