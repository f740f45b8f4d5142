"use strict";
// The server has drawn the curve already. Touching, focusing or clicking it fetches Plotly once and draws it anew.

const loadScript = (src) => new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = src;
  script.onload = resolve;
  script.onerror = reject;
  document.head.append(script);
});

let library = null;
const loadPlotly = (box) => {
  if (!library) {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.id = "plotly.js-style-global";
    style.className = "no-inline-styles";
    style.href = box.dataset.css;
    document.head.append(style);
    library = loadScript(box.dataset.plotly).then(() => loadScript(box.dataset.locale));
  }
  return library;
};

// What a page would seldom draw is fetched when it is asked for.
const figureOf = async (box) => {
  if (!box.dataset.from) return JSON.parse(document.getElementById(box.dataset.figure).textContent);
  const answer = await fetch(box.dataset.from);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const tell = (box, text) => {
  const line = box.querySelector(".problem") || document.createElement("p");
  line.className = "problem small";
  line.textContent = text;
  box.append(line);
};

const draw = async (box) => {
  if (box.dataset.drawn) return;
  box.dataset.drawn = "yes";
  let figure = null;
  try {
    [figure] = await Promise.all([figureOf(box), loadPlotly(box)]);
  } catch {
    delete box.dataset.drawn;
    tell(box, document.body.dataset.offline);
    return;
  }
  box.querySelector(".problem")?.remove();
  const { data, layout } = figure;
  // On a phone the initiatives stand as a list under the chart; their names would run out of it.
  if (box.clientWidth < 600) Object.assign(layout, { annotations: [], showlegend: false });
  const plot = document.createElement("div");
  plot.className = "plot";
  box.append(plot);
  const config = { locale: document.documentElement.lang, responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };
  await window.Plotly.newPlot(plot, data, layout, config);
  for (const svg of box.querySelectorAll(":scope > svg.chart")) svg.remove();
  box.querySelector("button")?.remove();
};

const prepare = (root) => {
  for (const box of root.querySelectorAll(".chart-box:not([data-ready])")) {
    box.dataset.ready = "yes";
    const button = box.querySelector("button");
    button.hidden = false;
    for (const kind of ["click", "touchstart", "focusin"]) {
      box.addEventListener(kind, (event) => { if (!event.target.closest("a")) draw(box); }, { passive: true });
    }
  }
};
document.addEventListener("DOMContentLoaded", () => prepare(document));
document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement || document));
