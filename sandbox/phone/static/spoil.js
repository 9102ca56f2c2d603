// The sliders: how many calls in a hundred go wrong, each in its way.
import { desk } from "./calls.js";

const sliders = () => [...document.querySelectorAll("[data-share]")];

function label(slider) {
  const said = slider.value === "0" ? "不出错" : `每百次 ${slider.value} 次`;
  slider.setAttribute("aria-valuetext", said);
  slider.parentElement.querySelector("output").textContent = said;
}

export function setUpShares(tell) {
  for (const slider of sliders()) {
    slider.oninput = () => label(slider);
    slider.onchange = async () => {
      const shares = Object.fromEntries(sliders().map((one) => [one.dataset.share, Number(one.value)]));
      const refused = await desk("shares", shares);
      tell(refused || (Object.values(shares).some(Boolean) ? "从下一次接口调用起，按这个比例出错。" : "接口不再出错。"));
    };
  }
}

export function drawShares(shares) {
  for (const slider of sliders()) {
    if (slider === document.activeElement) continue; // a hand is on it
    slider.value = shares[slider.dataset.share] || 0;
    label(slider);
  }
}
