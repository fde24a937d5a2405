// Adds a filter, keys and copying; without it the page is complete.
const all = [...document.querySelectorAll("details.finding")];
const groups = [...document.querySelectorAll("section.group")];
const form = document.getElementById("filter");
const keys = document.getElementById("keys");

function opened(state) {
  for (const one of all) one.open = state;
}

function step(by) {
  const shown = all.filter(one => one.getClientRects().length);
  const here = shown.findIndex(one => one.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : shown.length - 1) : here + by;
  if (!shown[next]) return;
  shown[next].querySelector("summary").focus({preventScroll: true});
  shown[next].scrollIntoView({block: "start"});
}

// A link into something that is folded opens it.
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  target.scrollIntoView();
}

function copied(button, text) {
  navigator.clipboard.writeText(text).then(() => { button.textContent = "Copied"; });
}

if (form) {
  const words = form.querySelector("input[type=search]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const texts = new Map(all.map(one => [one, [one.querySelector("summary"), ...one.querySelectorAll(".facts, .chips")]
    .map(part => part.textContent).join(" ").toLowerCase() + " " + one.closest("section").querySelector("h2, h3").textContent.toLowerCase()]));
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const off = boxes.filter(box => !box.checked).map(box => box.value);
    let count = 0;
    for (const one of all) {
      one.hidden = off.some(word => one.classList.contains(word)) || !wanted.every(word => texts.get(one).includes(word));
      count += one.hidden ? 0 : 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("details.finding:not([hidden])");
    form.querySelector("output").textContent = count + " of " + all.length;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("click", event => {
    const asked = event.target.closest("button")?.value;
    if (asked === "keys") keys.showModal();
    else if (asked) opened(asked === "open");
  });
  form.hidden = false;
  filter();
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.target === words) {
      if (event.key === "Escape") { words.value = ""; words.blur(); filter(); }
      return;
    }
    const action = {j: () => step(1), k: () => step(-1), o: () => opened(true), c: () => opened(false),
      "/": () => words.focus(), "?": () => keys.showModal()}[event.key];
    if (action) { event.preventDefault(); action(); }
  });
}

for (const pre of navigator.clipboard ? document.querySelectorAll(".finding pre") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => copied(button, pre.textContent));
  pre.after(button);
}

addEventListener("hashchange", reveal);
reveal();
