
// Adds a filter, and what the list says to the marks of the timeline; without it the page is complete.
const form = document.getElementById("filter");
const [words, breaks] = form.querySelectorAll("input");
const rows = [...document.querySelectorAll("tr.n")];
const names = [...document.querySelectorAll(".names details")];
const groups = [...document.querySelectorAll("tbody, section.names")];
function filter() {
  const wanted = words.value.toLowerCase().split(/[\s*]+/);
  let count = 0;
  rows.forEach((row, at) => {
    const name = row.querySelector("th").textContent.toLowerCase();
    const shown = wanted.every(word => name.includes(word)) && (!breaks.checked || row.querySelector(".ring"));
    row.hidden = names[at].hidden = !shown;
    count += shown ? 1 : 0;
  });
  groups.forEach(group => { group.hidden = !group.querySelector("tr.n:not([hidden]), details:not([hidden])"); });
  form.querySelector("output").textContent = count + " of " + rows.length + " names";
}
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
form.hidden = false;
filter();
const head = document.querySelector("thead tr").cells;
document.querySelector("table").addEventListener("pointerover", event => {
  const mark = event.target.closest("td a");
  if (!mark || mark.title) return;
  let column = 0;
  for (let cell = mark.closest("td").previousElementSibling; cell; cell = cell.previousElementSibling) column += cell.colSpan;
  const told = [...document.querySelectorAll(mark.hash + " > ." + mark.classList[0])];
  const here = told.filter(line => line.querySelector("b").textContent === head[column].textContent);
  mark.title = here.map(line => line.textContent.trim()).join("\n");
});
