// Keeps the counts in step with the ticks: what the page tells is what goes.
(() => {
  const form = document.querySelector("form[data-fixed]");
  if (!form) return;
  const ticks = form.querySelectorAll("input[data-personal]");
  const dots = document.querySelectorAll(".pic .out");
  const show = () => {
    let n = Number(form.dataset.fixed);
    for (const t of ticks) if (t.checked) n++;
    for (const c of document.querySelectorAll("[data-count]")) c.textContent = n;
    for (const w of document.querySelectorAll("[data-singular]")) w.textContent = n === 1 ? w.dataset.singular : w.dataset.plural;
    dots.forEach((d, i) => d.setAttribute("visibility", i < n ? "visible" : "hidden"));
  };
  form.addEventListener("change", show);
  // Firefox keeps ticks over a reload, and Back restores them everywhere.
  addEventListener("pageshow", show);
})();
