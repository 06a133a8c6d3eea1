"use strict";

const form = document.getElementById("filters");
const count = document.getElementById("count");
const theme = document.getElementById("theme");
const files = Array.from(document.querySelectorAll("section[data-file]"));
const findings = Array.from(document.querySelectorAll("article"), (article) => ({
  article,
  severity: article.dataset.severity,
  rule: article.dataset.rule,
  file: article.parentElement.dataset.file,
  text: searchable(article),
}));

/** What is looked at for a text: all but the reasons, which are the same for each finding of a rule. */
function searchable(article) {
  const parts = Array.from(article.children).filter((part) => part.localName !== "details");
  return parts.map((part) => part.textContent).join("\n").toLowerCase();
}

/** Show the findings that the filters ask for, and say how many these are. */
function show() {
  const wanted = new FormData(form);
  const severities = wanted.getAll("severity");
  const rule = wanted.get("rule");
  const file = wanted.get("file");
  const text = wanted.get("text").trim().toLowerCase();
  let shown = 0;
  for (const finding of findings) {
    const hit =
      severities.includes(finding.severity) &&
      (!rule || rule === finding.rule) &&
      (!file || file === finding.file) &&
      finding.text.includes(text);
    finding.article.hidden = !hit;
    shown += hit;
  }
  for (const section of files) {
    section.hidden = !section.querySelector("article:not([hidden])");
  }
  const all = findings.length;
  const [some, most] = [shown, all].map((number) => number.toLocaleString("en"));
  count.textContent = `${some} of ${most} ${all === 1 ? "finding" : "findings"} shown`;
}

/** Whether the page is dark, by the button or else by what the system prefers. */
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function labelTheme() {
  theme.textContent = isDark() ? "Light colours" : "Dark colours";
}

form.addEventListener("input", show);
form.addEventListener("reset", () => setTimeout(show)); // the fields are reset after the event
form.addEventListener("submit", (event) => event.preventDefault());
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  labelTheme();
});

form.hidden = findings.length === 0;
theme.hidden = false;
labelTheme();
show();
