// Everything here is an extra: the pages read well without it.
(() => {
  "use strict";

  // A notice counts as opened when somebody looks at it, not when a preview fetches it.
  const notice = document.querySelector("[data-opened]");
  const tell = () => {
    if (document.visibilityState === "visible") {
      document.removeEventListener("visibilitychange", tell);
      fetch(notice.dataset.opened, { method: "POST" });
    }
  };
  if (notice) {
    document.addEventListener("visibilitychange", tell);
    tell();
  }

  // Where a recording stopped is kept on this phone only.
  for (const player of document.querySelectorAll("audio[data-resume]")) {
    const key = `place:${player.dataset.resume}`;
    player.addEventListener("loadedmetadata", () => {
      const place = Number(localStorage.getItem(key));
      if (place > 5 && place < player.duration - 5) player.currentTime = place;
    });
    player.addEventListener("timeupdate", () => localStorage.setItem(key, String(Math.floor(player.currentTime))));
    player.addEventListener("ended", () => localStorage.removeItem(key));
  }

  // The device's own voice, sentence by sentence: long texts fall silent on some phones.
  const button = document.querySelector("[data-aloud]");
  const text = document.querySelector("[data-text]");
  if (button && text && "speechSynthesis" in window) {
    button.parentElement.hidden = false;
    const sentences = text.innerText.match(/[^。！？\n]+[。！？]?/g) || [];
    let reading = false;
    const stop = () => {
      reading = false;
      speechSynthesis.cancel();
      button.textContent = "用手机朗读";
    };
    const say = (number) => {
      if (!reading || number >= sentences.length) return stop();
      const words = new SpeechSynthesisUtterance(sentences[number]);
      words.lang = "zh-CN";
      words.onend = () => say(number + 1);
      words.onerror = stop;
      speechSynthesis.speak(words);
    };
    button.addEventListener("click", () => {
      if (reading) return stop();
      reading = true;
      button.textContent = "停止朗读";
      say(0);
    });
    addEventListener("pagehide", stop);
  }
})();
