// Follows an upload without reloading all the time. Without this script the page refreshes itself.
(function () {
  "use strict";
  var box = document.querySelector("[data-follow]");
  if (!box || !window.fetch) { return; }
  var bar = box.querySelector("progress");
  var step = box.querySelector("[data-step]");

  function later() { window.setTimeout(look, 1000); }

  function show(state) {
    if (state.stage !== box.dataset.stage) { window.location.reload(); return; }
    if (state.step && step.textContent !== state.step) { step.textContent = state.step; }
    if (state.total > 0) { bar.max = state.total; bar.value = state.done; } else { bar.removeAttribute("value"); }
    later();
  }

  function look() {
    window.fetch(box.dataset.follow, { credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(show, later);
  }
  later();
}());
