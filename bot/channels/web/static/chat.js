// The page without reloading: posts the same forms, and shows the same bubbles, that work without this script.
"use strict";

const log = document.getElementById("log");
const field = document.getElementById("text");
const trouble = document.getElementById("trouble");
const open = () => document.getElementById("open");

let inTurn = Promise.resolve(); // one after another, in the order in which they were pressed
let replacedAt = -Infinity;
let isLeaving = false; // a reload now would call the person back from where they are going
addEventListener("beforeunload", () => { isLeaving = true; });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-live") || event.submitter === undefined) return; // an old browser: post it the plain way
  event.preventDefault();
  const posted = new URLSearchParams(new FormData(form));
  if (event.submitter && event.submitter.name) posted.append(event.submitter.name, event.submitter.value);
  if (form.contains(field)) field.value = "";
  inTurn = inTurn.then(() => post(form, posted));
});

// The second half of a double tap falls on buttons that have just appeared, and was not meant for them.
document.addEventListener("click", (event) => {
  const isByHand = event.detail > 0;
  if (isByHand && event.timeStamp - replacedAt < 400 && open().contains(event.target)) event.preventDefault();
});

async function post(form, posted) {
  let sorry = trouble.dataset.offline;
  try {
    const headers = { "Canbao-Seen": open().dataset.seen };
    const answer = await fetch(form.action, { method: "POST", body: posted, headers });
    if (answer.redirected) return location.replace(answer.url); // everything is deleted: there is nothing to go on with
    const text = await answer.text();
    if (answer.ok) return show(text, true);
    if (answer.headers.get("Content-Type").startsWith("text/plain")) sorry = text;
  } catch {
    // no connection: said below
  }
  trouble.textContent = sorry;
  if (form.contains(field)) field.value = `${posted.get("text")} ${field.value}`.trim();
}

// Adds what is not there yet, and brings the buttons up to date. `asked`: the person is waiting for it.
function show(html, asked) {
  const news = document.createElement("template");
  news.innerHTML = html;
  const wasAtEnd = open().getBoundingClientRect().bottom < innerHeight + 60; // whatever stands below it
  for (const line of [...news.content.querySelector("[data-lines]").children]) {
    if (document.getElementById(line.id)) continue;
    if (line.querySelector("#latest")) document.getElementById("latest")?.removeAttribute("id");
    log.append(line);
  }
  const next = news.content.getElementById("open");
  // The answer and the stream bring the same: a button that is just being pressed must not be replaced by its twin.
  if (Number(next.dataset.seen) > Number(open().dataset.seen)) replace(next);
  if (!asked && !wasAtEnd) return;
  trouble.textContent = "";
  const isFurther = open().contains(document.activeElement); // already at the new buttons, which the stream brought
  if (asked && !isFurther) document.getElementById("latest").focus({ preventScroll: true });
  reveal();
}

function replace(next) {
  open().replaceWith(next);
  replacedAt = performance.now();
  if (next.lang !== document.documentElement.lang && !isLeaving) location.reload(); // all of the page speaks it
  for (const name of document.querySelectorAll("input[name=event]")) name.value = next.dataset.event;
  field.placeholder = next.dataset.hint;
}

// The latest bubble and its buttons; where they do not fit, the bubble from its beginning.
function reveal() {
  open().scrollIntoView({ block: "end" });
  const latest = document.getElementById("latest");
  const bar = document.querySelector("header").offsetHeight;
  if (latest && latest.getBoundingClientRect().top < bar) latest.scrollIntoView({ block: "start" });
}

const stream = new EventSource(`/stream?after=${open().dataset.seen}`);
stream.addEventListener("message", (event) => show(event.data, false));
stream.addEventListener("enough", () => stream.close());

addEventListener("pageshow", (event) => event.persisted && location.reload()); // from the browser's memory: outdated
reveal();
