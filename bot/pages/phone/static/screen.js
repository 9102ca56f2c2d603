// The code and the figures come anew every few seconds; between two of them the countdown goes on by itself.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const away = document.getElementById("away");
  const EVERY = 3000;

  const renew = async () => {
    try {
      const answer = await fetch(live.dataset.now, { cache: "no-store" });
      if (answer.status === 410) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      live.innerHTML = await answer.text();
      away.hidden = true;
    } catch {
      away.hidden = false;
    }
    setTimeout(renew, live.querySelector(".picture.none") ? EVERY / 3 : EVERY);
  };

  setInterval(() => {
    const left = live.querySelector(".left");
    if (left && Number(left.textContent) > 0) left.textContent = String(Number(left.textContent) - 1);
  }, 1000);
  setTimeout(renew, 1000);
})();
