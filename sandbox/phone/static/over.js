// What lies over the phone: while it does, the keyboard cannot reach what is below.
export function lay(over) { rest(over, true); over.hidden = false; }

export function lift(over) { rest(over, false); over.hidden = true; }

function rest(over, inert) {
  for (const one of over.parentElement.children) if (one !== over && one.id !== "toast") one.inert = inert;
}
