// Copy buttons: they appear where a script can copy; without one, each box is there to select.
"use strict";
for (const button of document.querySelectorAll("button[data-copy]")) {
  const box = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    let done = false;
    if (navigator.clipboard && window.isSecureContext) {
      done = await navigator.clipboard.writeText(box.value).then(() => true, () => false);
    }
    if (!done) {
      // On plain http there is no clipboard for scripts, but there is this.
      box.focus();
      box.select();
      done = document.execCommand("copy");
      button.focus();
    }
    if (done) {
      button.textContent = button.dataset.done;
      document.getElementById("copied").textContent = `${button.dataset.done}: ${box.labels[0].textContent}`;
      setTimeout(() => { button.textContent = label; }, 2000);
    }
  });
}
