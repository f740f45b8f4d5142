"use strict";
// What a page needs beyond links and forms: messages when something fails, focus after a swap, and browser-kept drafts.

const say = (text) => {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
};

document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
document.addEventListener("htmx:responseError", () => say(document.body.dataset.failed));

// After a filter the list says how many it holds; the number stands in the swapped part.
document.addEventListener("htmx:afterSwap", (event) => {
  const counted = event.target.querySelector ? event.target.querySelector("[data-status]") : null;
  if (counted) say(counted.dataset.status);
});

// What only a script can do is shown only where there is one.
document.addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
});

// A summary of form errors takes the focus, so that it is read first.
const focusProblems = (root) => {
  const problems = root.querySelector(".problems");
  if (problems) problems.focus();
};
document.addEventListener("DOMContentLoaded", () => focusProblems(document));
document.addEventListener("htmx:load", (event) => focusProblems(event.target));

// Text that could not be sent is kept in the browser until it has been.
const draftKey = (form) => `kraftsamla:${form.dataset.keep}`;
const keepForm = (form) => {
  if (!form.dataset.keep) return;
  const kept = Array.from(new FormData(form).entries()).filter(([name]) => name !== "csrfmiddlewaretoken");
  try { localStorage.setItem(draftKey(form), JSON.stringify(kept)); } catch (error) { console.info(error.name); }
};
const restoreForm = (form) => {
  const text = localStorage.getItem(draftKey(form));
  if (!text) return;
  for (const [name, value] of JSON.parse(text)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "checkbox" || field.type === "radio") { if (field.value === value) field.checked = true; }
      else if (!field.value) field.value = value;
    }
  }
};
document.addEventListener("DOMContentLoaded", () => {
  // The page after a form says that its text has arrived; until then, signed out or not, the browser holds it.
  const sent = sessionStorage.getItem("kraftsamla:sent");
  sessionStorage.removeItem("kraftsamla:sent");
  if (sent && document.querySelector("[data-arrived]")) localStorage.removeItem(sent);
  for (const arrived of document.querySelectorAll("[data-forget]")) localStorage.removeItem(`kraftsamla:${arrived.dataset.forget}`);
  for (const form of document.querySelectorAll("form[data-keep]")) {
    restoreForm(form);
    form.addEventListener("input", () => keepForm(form));
    form.addEventListener("submit", () => sessionStorage.setItem("kraftsamla:sent", draftKey(form)));
    form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) localStorage.removeItem(draftKey(form)); });
  }
});

// The first autosave makes a draft: from then on the form belongs to the draft's own address.
document.addEventListener("htmx:afterSwap", () => {
  const adopted = document.querySelector("[data-adopt]");
  if (!adopted) return;
  const form = adopted.closest("form");
  const autosave = document.getElementById("autosave");
  form.action = adopted.dataset.adopt;
  autosave.setAttribute("hx-post", adopted.dataset.adopt);
  window.htmx.process(autosave);
  localStorage.removeItem(draftKey(form));
  delete form.dataset.keep;
  adopted.removeAttribute("data-adopt");
});

// Choosing an organisation puts its name on the list of those who take part.
document.addEventListener("change", (event) => {
  const target = event.target.dataset ? event.target.dataset.addsTo : null;
  if (!target || !event.target.value.trim()) return;
  const list = document.getElementById(target);
  list.value = [list.value.trimEnd(), event.target.value.trim()].filter(Boolean).join("\n");
  event.target.value = "";
  say(list.value.split("\n").pop());
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.dataset && event.target.dataset.addsTo) {
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
