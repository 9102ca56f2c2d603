// A link in a bubble opens inside the phone, as in WeChat. Pages that refuse to be framed, on purpose, open in a window.
import { lay, lift } from "./over.js";

const $ = (id) => document.getElementById(id);
let address = "";
let opener = null;

export function setUpWindow(chat) {
  chat.addEventListener("click", (click) => {
    const link = click.target.closest("a[href]");
    if (!link || click.defaultPrevented || click.ctrlKey || click.metaKey || click.shiftKey) return;
    if (new URL(link.href).pathname.startsWith("/console/")) return; // the console is for a whole tab
    click.preventDefault();
    opener = link;
    visit(link.href);
  });
  $("webclose").onclick = closeWindow;
  $("webmore").onclick = () => { menu($("webmenu").hidden); };
  $("webnew").onclick = () => { menu(false); outside(); };
  $("webcopy").onclick = async () => { menu(false); await navigator.clipboard?.writeText(address); };
  $("webagain").onclick = outside;
  $("web").addEventListener("keydown", (key) => {
    if (key.key !== "Escape") return;
    key.stopPropagation();
    if ($("webmenu").hidden) closeWindow(); else { menu(false); $("webmore").focus(); }
  });
}

async function visit(href) {
  address = href;
  const framed = await mayFrame(href);
  menu(false);
  $("webhost").textContent = new URL(href).host;
  $("webframe").hidden = !framed;
  $("webrefused").hidden = framed;
  $("webframe").src = framed ? href : "about:blank";
  lay($("web"));
  $("webclose").focus();
  if (!framed) outside();
}

// Only what a server says of its own pages can be read here; of another's it cannot be known, so they get a window.
async function mayFrame(href) {
  if (new URL(href).origin !== location.origin) return false;
  try {
    const answer = await fetch(href, { method: "HEAD", credentials: "same-origin" });
    const policy = answer.headers.get("Content-Security-Policy") || "";
    return !answer.headers.get("X-Frame-Options") && !policy.includes("frame-ancestors");
  } catch {
    return false;
  }
}

function outside() { window.open(address, "_blank", "popup,noopener,width=390,height=780"); }

function menu(shown) {
  $("webmenu").hidden = !shown;
  $("webmore").setAttribute("aria-expanded", String(shown));
  if (shown) $("webnew").focus();
}

export function closeWindow() {
  if ($("web").hidden) return;
  lift($("web"));
  $("webframe").src = "about:blank";
  opener?.focus();
}
