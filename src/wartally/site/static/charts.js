// Makes the pictures of a dashboard answer to a pointer. Without this script they are all there, as pictures and tables.
// Vega comes from the plugin that is installed with the site; expressions are interpreted, never compiled, so that the
// page's policy need not allow it. Nothing is loaded from elsewhere, and nothing is written into the page's styles.

const LIBRARIES = new URL("../-/static-plugins/datasette_dashboards/", import.meta.url);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

function script(name) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = new URL(name, LIBRARIES).href;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

async function libraries() {
  for (const name of ["vega.min.js", "vega-lite.min.js", "vega-embed.min.js"]) await script(name);
}

// What stands beside the pointer: the columns of the chart's table for the figure under it.
function pointer(section, spec) {
  const box = document.createElement("div");
  box.className = "pointed";
  box.setAttribute("aria-hidden", "true");
  box.hidden = true;
  section.append(box);
  const columns = Object.entries(spec.usermeta.columns);
  const example = spec.data.values[0] ?? {};
  const said = (name, value) => {
    if (typeof example[name] === "string" && DAY.test(example[name])) return new Date(value).toISOString().slice(0, 10);
    return typeof value === "number" ? numbers.format(value) : String(value);
  };
  return (_handler, event, _item, datum) => {
    const held = columns.filter(([name]) => datum?.[name] !== undefined && datum[name] !== null);
    box.hidden = held.length === 0;
    if (box.hidden) return;
    const list = document.createElement("dl");
    for (const [name, heading] of held) {
      const term = document.createElement("dt");
      const value = document.createElement("dd");
      term.textContent = heading;
      value.textContent = said(name, datum[name]);
      list.append(term, value);
    }
    box.replaceChildren(list);
    const frame = section.getBoundingClientRect();
    const right = frame.width - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(event.clientX - frame.left + 12, right))}px`;
    box.style.top = `${event.clientY - frame.top + 16}px`;
  };
}

// The picture that fits the window and the theme, whether or not the browser has chosen it yet.
function chosen(picture) {
  const source = [...picture.querySelectorAll("source")].find((one) => matchMedia(one.media).matches);
  return source ? source.srcset : picture.querySelector("img").getAttribute("src");
}

async function enliven(section) {
  const picture = section.querySelector("picture");
  if (!picture) return;
  const holder = document.createElement("div");
  holder.className = "drawn";
  let drawn = null;
  const draw = async () => {
    const address = chosen(picture).replace(/\.svg(?=\?|$)/, ".json");
    const spec = await (await fetch(address)).json();
    spec.config.mark = { tooltip: { content: "data" } };
    const closed = globalThis.vega.loader();
    closed.load = () => Promise.reject(new Error("a chart holds its own data"));
    section.querySelector(".pointed")?.remove();
    drawn?.finalize();
    drawn = await globalThis.vegaEmbed(holder, spec, {
      actions: false,
      ast: true,
      defaultStyle: false,
      loader: closed,
      logLevel: globalThis.vega.Error, // a layer may well have nothing to show for what is chosen
      mode: "vega-lite",
      renderer: "canvas",
      tooltip: pointer(section, spec),
    });
    if (!holder.isConnected) picture.after(holder);
    picture.hidden = true;
  };
  let last = draw(); // one after another: two at once would both be shown
  await last;
  for (const asked of ["(prefers-color-scheme: dark)", "(max-width: 46rem)"]) {
    matchMedia(asked).addEventListener("change", () => {
      last = last.then(draw);
    });
  }
}

const sections = [...document.querySelectorAll("section.live")];
if (sections.length > 0) {
  await libraries();
  for (const section of sections) await enliven(section);
}
