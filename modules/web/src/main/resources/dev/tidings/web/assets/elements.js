// How elements are made: from text alone, so that nothing that a user wrote can become markup.

/**
 * @param {string} name
 * @param {object} properties of the element
 * @param {...(Node | string)} children
 */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Sets an element's text, if it is another: what stays as it is costs nothing and is not read out again. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** The letter that stands for a name. */
export function initial(name) {
  return [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())][0]?.segment.toUpperCase() ?? '?';
}

/** One of six colours, always the same for a name. */
export function tint(name) {
  let sum = 7;
  for (const character of name) {
    sum = (sum * 31 + character.codePointAt(0)) % 65_521;
  }
  return sum % 6;
}
