/* Progressive enhancement only: every page works without this file.
   data-focus    takes the focus when the page opens (error summary)
   data-copy     copies its text (buttons start hidden and are shown here)
   data-guard    form: warns before unsaved text is left
   data-progress form: shows how much of an upload has been sent
   data-most-mb, data-most-files   file field: says what is too large or too many before it is sent
   All posting forms: a second press while the first is on its way does nothing. */
(() => {
  "use strict";

  const say = (text) => {
    let box = document.getElementById("live-message");
    if (!box) {
      box = document.createElement("p");
      box.id = "live-message";
      box.className = "sr-only";
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    box.textContent = text;
  };

  const startFocus = () => {
    const target = document.querySelector("[data-focus]");
    if (target) target.focus();
  };

  const startCopy = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(button.dataset.copy);
          say("Kopieret");
          button.classList.add("is-copied");
        } catch {
          say("Kunne ikke kopiere. Markér teksten, og kopiér den selv.");
        }
      });
    }
  };

  const changed = new Set();
  const guarded = (event) => event.target.closest("form[data-guard]");

  // A form that came back with errors holds text that is saved nowhere.
  const noteUnsaved = () => {
    changed.clear();
    for (const form of document.querySelectorAll("form[data-guard]")) {
      if (form.querySelector("[aria-invalid=true]")) changed.add(form);
    }
  };

  const startGuard = () => {
    document.addEventListener("input", (event) => {
      if (guarded(event)) changed.add(guarded(event));
    });
    document.addEventListener("submit", (event) => changed.delete(event.target));
    window.addEventListener("beforeunload", (event) => {
      if (changed.size) event.preventDefault();
    });
  };

  const setBusy = (form, isBusy) => {
    form.toggleAttribute("data-busy", isBusy);
    for (const button of form.querySelectorAll("button[type=submit]")) {
      // Not `disabled`: that would drop the pressed button's name and value, and its focus.
      if (isBusy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };

  const startSubmitOnce = () => {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.getAttribute("method") !== "post") return;
      if (form.hasAttribute("data-busy")) {
        event.preventDefault();
        return;
      }
      if (!event.defaultPrevented) setBusy(form, true);
    });
    // Back from the history: the page is as it was left, so let it be sent again.
    window.addEventListener("pageshow", () => {
      for (const form of document.querySelectorAll("form[data-busy]")) setBusy(form, false);
    });
  };

  // Only a kindness: the server looks, too.
  const tooMuch = (input) => {
    const most = Number(input.dataset.mostMb);
    const count = Number(input.dataset.mostFiles) || 1;
    const large = [...input.files].find((file) => file.size > most * 1000000);
    if (large) return `»${large.name}« fylder mere end ${most} MB. Vælg en mindre fil.`;
    return input.files.length > count ? `Vælg højst ${count} filer ad gangen.` : "";
  };

  const startLimits = () => {
    document.addEventListener("change", (event) => {
      if (!event.target.matches("input[data-most-mb]")) return;
      event.target.setCustomValidity(tooMuch(event.target));
      event.target.reportValidity();
    });
  };

  const progressRow = (form) => {
    let row = form.querySelector(".upload-progress");
    if (!row) {
      row = document.createElement("div");
      row.className = "upload-progress";
      const text = document.createElement("p");
      text.setAttribute("role", "status");
      const bar = document.createElement("progress");
      bar.className = "progress-bar";
      bar.max = 100;
      bar.setAttribute("aria-label", "Upload");
      row.append(text, bar);
      form.append(row);
    }
    return { text: row.querySelector("p"), bar: row.querySelector("progress") };
  };

  const sendWithProgress = (form, submitter) => {
    const { text, bar } = progressRow(form);
    const data = new FormData(form, submitter);
    const action = new URL(form.getAttribute("action"), window.location.href).href;
    const request = new XMLHttpRequest();
    text.textContent = "Sender …";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
      if (bar.value === 100) text.textContent = "Sendt. Vent lidt …";
    });
    request.addEventListener("load", () => {
      // The answer is a whole page, after a redirect or with errors. It is shown as it came:
      // to fetch it a second time would lose its messages.
      if (request.getResponseHeader("Refresh")) {
        // A page that goes on by itself: that is the browser's work.
        window.location.replace(request.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.responseURL !== action) history.pushState(null, "", request.responseURL);
      document.title = answer.title;
      document.body.replaceWith(document.adoptNode(answer.body));
      start();
      window.scrollTo(0, 0);
    });
    request.addEventListener("error", () => {
      text.textContent = "Forbindelsen blev afbrudt. Filen er ikke gemt. Prøv igen.";
      setBusy(form, false);
      if (form.hasAttribute("data-guard")) changed.add(form);
    });
    request.open("POST", action);
    request.send(data);
  };

  const startProgress = () => {
    for (const form of document.querySelectorAll("form[data-progress]")) {
      form.addEventListener("submit", (event) => {
        const hasFile = [...form.querySelectorAll("input[type=file]")].some((i) => i.files.length);
        if (!hasFile) return;
        event.preventDefault();
        if (form.hasAttribute("data-busy")) return;
        setBusy(form, true);
        sendWithProgress(form, event.submitter);
      });
    }
  };

  // What hangs on elements; run again when a page was replaced in place.
  const start = () => {
    noteUnsaved();
    startFocus();
    startCopy();
    startProgress();
  };

  startGuard();
  startLimits();
  startSubmitOnce();
  // Only uploads push addresses; going back to one must fetch that page.
  window.addEventListener("popstate", (event) => {
    if (!window.location.hash && event.state === null) window.location.reload();
  });
  start();
})();
