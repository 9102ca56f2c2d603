// The chat of the phone in hand: bubbles, cards, voice, places, notices, and the times between them.
import { clock, page, tap, words } from "./words.js";

const WAVE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 10.500a2.600 2.600 0 0 1 0 3M9.500 8a6 6 0 0 1 0 8M13 5.500a9.500 9.500 0 0 1 0 13"/></svg>';
const PIN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 21s6.500-6 6.500-11a6.500 6.500 0 0 0-13 0c0 5 6.500 11 6.500 11Z" fill="currentColor"/></svg>';
const drawn = { openid: "", last: 0, following: null };

export function draw(bubbles, me, fresh, send) {
  const chat = document.getElementById("chat");
  const last = bubbles.length ? bubbles[bubbles.length - 1].n : 0;
  if (drawn.openid === me.openid && drawn.last === last && drawn.following === me.following) return;
  const same = drawn.openid === me.openid && drawn.following === me.following;
  const atEnd = !same || chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  const mine = bubbles.length > 0 && bubbles[bubbles.length - 1].side === "me";
  const before = same ? drawn.last : 0;
  if (!same) chat.replaceChildren();
  if (!bubbles.length) chat.replaceChildren(welcome());
  else chat.querySelector(".welcome")?.remove();
  bubbles.forEach((bubble, index) => {
    if (bubble.n <= before) return;
    const earlier = bubbles[index - 1];
    if (!earlier || bubble.at - earlier.at > 300) chat.append(element("p", "when", clock(bubble.at)));
    const row = turn(bubble, me, send);
    if (same && fresh.has(bubble.n)) row.classList.add("fresh");
    chat.append(row);
  });
  Object.assign(drawn, { openid: me.openid, last, following: me.following });
  if (atEnd || mine) chat.scrollTop = chat.scrollHeight;
}

// Three dots where the answer will stand, while it is on its way. Readers hear the answer, not the dots.
export function drawTyping(typing) {
  const chat = document.getElementById("chat");
  const shown = chat.querySelector(".typing");
  if (!typing) { shown?.remove(); return; }
  if (shown && shown === chat.lastElementChild) return;
  const row = shown || element("div", "turn typing");
  if (!shown) {
    const dots = element("div", "bubble dots3");
    dots.append(element("i"), element("i"), element("i"));
    row.append(tree(), dots);
    row.setAttribute("aria-hidden", "true");
  }
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  chat.append(row);
  if (atEnd) chat.scrollTop = chat.scrollHeight;
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function welcome() {
  const box = element("div", "welcome");
  box.append(tree(), element("b", "", "榕树"), element("p", "", "律师党员的学习助手"));
  return box;
}

function tree() {
  const face = element("span", "face");
  face.style.backgroundImage = `url("${new URL("banyan.svg", import.meta.url)}")`;
  face.setAttribute("aria-hidden", "true");
  return face;
}

function turn(bubble, me, send) {
  if (bubble.kind === "button") return changed(bubble);
  if (bubble.side === "tip") return element("p", "tip", bubble.content.content);
  if (bubble.kind === "template") return notice(bubble);
  const mine = bubble.side === "me";
  const row = element("div", mine ? "turn mine" : "turn");
  const face = mine ? element("span", "face", me.name[0]) : tree();
  if (mine) { face.style.background = me.colour; face.setAttribute("aria-hidden", "true"); }
  const hold = element("div", "hold");
  const box = element("div", `bubble ${mine ? "me" : "bot"}`);
  box.dataset.n = bubble.n;
  box.append(element("span", "unseen", mine ? `${me.name}：` : "榕树："));
  hold.append(box);
  (KINDS[bubble.kind] || unknown)(box, bubble.content, send, hold);
  row.append(face, hold);
  return row;
}

const KINDS = {
  text: (box, content, send) => box.append(words(content.content, send)),
  voice: (box, content, _send, hold) => {
    box.classList.add("voice");
    const seconds = content.seconds || 3;
    box.style.width = `${Math.min(200, 70 + seconds * 6)}px`;
    box.insertAdjacentHTML("beforeend", WAVE);
    box.append(element("span", "", `${seconds}″`));
    if (content.media_id) {
      const sound = element("audio");
      sound.src = `media/${content.media_id}`;
      sound.preload = "none";
      box.append(sound);
      box.addEventListener("click", () => (sound.paused ? sound.play() : sound.pause()));
    }
    if (content.transcript) hold.append(element("p", "heard", content.transcript));
  },
  image: (box, content) => {
    box.classList.add("bare");
    box.append(picture(`media/${content.media_id}`, "图片"));
  },
  video: (box, content) => {
    box.classList.add("bare");
    const film = element("video");
    film.src = `media/${content.media_id}`;
    film.controls = true;
    box.append(film);
  },
  location: (box, content) => {
    box.classList.add("place");
    const map = element("i");
    map.innerHTML = PIN;
    box.append(element("b", "", content.label), map);
  },
  news: (box, content) => {
    box.classList.add("bare");
    for (const article of content.articles) box.append(card(article));
  },
  music: (box, content) => {
    box.classList.add("bare");
    box.append(card({ title: content.title, description: content.description, url: content.musicurl }));
  },
  msgmenu: (box, content, send) => {
    box.append(words(content.head_content || "", send));
    for (const entry of content.list) {
      const button = tap(entry.content, () => send("say", { text: entry.content, menu_id: String(entry.id) }));
      button.classList.add("choice");
      box.append(button);
    }
    if (content.tail_content) box.append(element("p", "choice", content.tail_content));
  },
};

// A card of WeCom; its button is the member's, and says what the answer makes it say.
KINDS.textcard = (box, content) => {
  box.classList.add("bare");
  box.append(card({ title: content.title, description: content.description, url: content.url }));
};
KINDS.template_card = (box, content, send) => {
  box.classList.add("bare");
  const made = element("div", "card");
  made.dataset.task = content.task_id || "";
  const inside = element("span", "inside");
  inside.append(element("b", "", content.main_title?.title || ""), element("span", "about", content.sub_title_text || ""));
  made.append(inside);
  for (const button of content.button_list || []) {
    const pressed = tap(button.text, () => { pressed.disabled = true; send("tap", { key: button.key, task: content.task_id }); });
    pressed.className = "cardbutton";
    made.append(pressed);
  }
  box.append(made);
};

function changed(bubble) {
  for (const made of document.querySelectorAll("#chat .card[data-task]")) {
    const button = made.dataset.task === bubble.content.task && made.querySelector(".cardbutton");
    if (button) { button.textContent = bubble.content.text; button.disabled = true; }
  }
  return element("p", "tip", `卡片按钮：${bubble.content.text}`);
}

function unknown(box) { box.append("［不支持的消息］"); }

function picture(address, label) {
  const image = element("img");
  image.src = address;
  image.alt = label;
  image.onload = () => { const chat = document.getElementById("chat"); if (chat.scrollHeight - chat.scrollTop - chat.clientHeight < 400) chat.scrollTop = chat.scrollHeight; };
  return image;
}

function card(article) {
  const made = page(article.url || "", "");
  made.className = "card";
  const inside = element("span", "inside");
  inside.append(element("b", "", article.title || ""), element("span", "about", article.description || ""));
  if (article.picurl) {
    const photo = picture(article.picurl, "");
    photo.className = "photo";
    photo.onerror = () => photo.remove();
    made.append(photo);
  } else {
    const thumb = tree();
    thumb.classList.add("thumb");
    inside.append(thumb);
  }
  made.append(inside, element("span", "from", "榕树"));
  return made;
}

function notice(bubble) {
  const row = element("div", "notice");
  const box = element("div", "card bubble bot bare");
  box.dataset.n = bubble.n;
  const head = element("p", "head");
  head.append(tree(), "服务通知 · 榕树");
  const said = element("p", "words");
  for (const text of bubble.content.text.split("\n")) {
    const parts = text.match(/^([^：:]{1,8}[：:])([\s\S]*)$/);
    if (parts) said.append(element("b", "", parts[1]), parts[2], "\n");
    else said.append(text, "\n");
  }
  box.append(head, said);
  if (bubble.content.url) {
    const open = page(bubble.content.url, "查看详情");
    open.className = "open";
    open.append(element("span", "", "›"));
    box.append(open);
  }
  row.append(box);
  return row;
}
