/**
 * The page as a small tree, written anew with every change: what stays the same keeps its element, and with it scroll,
 * focus and selection. Text only ever becomes text nodes, whatever it holds.
 */

/** @typedef {{ tag: string, props: Record<string, unknown>, children: Part[] }} Element */
/** @typedef {Element | string} Part */
/** @typedef {Part | number | null | undefined | false | Given[]} Given */

const SVG = 'http://www.w3.org/2000/svg'

/** What each element was drawn from. @type {WeakMap<Node, Element>} */
const drawn = new WeakMap()

/**
 * Props are attributes; `on...` are handlers; `key` finds an element again among its siblings.
 * @param {string} tag @param {Record<string, unknown> | null} [props] @param {Given[]} children @returns {Element}
 */
export const h = (tag, props, ...children) => ({ tag, props: props ?? {}, children: parts(children) })

/** @param {Given[]} given @returns {Part[]} */
export const parts = (given) =>
  given.flatMap((one) => {
    if (one === null || one === undefined || one === false || one === '') return []
    if (Array.isArray(one)) return parts(one)
    return [typeof one === 'number' ? String(one) : one]
  })

/** Makes the children of `parent` what the tree says. @param {globalThis.Element} parent @param {readonly Part[]} tree */
export function draw(parent, tree) {
  const keyed = new Map([...parent.childNodes].map((node) => [drawn.get(node)?.props.key, node]))
  keyed.delete(undefined)
  /** @type {ChildNode | null} */
  let place = parent.firstChild
  for (const part of tree) {
    const key = typeof part === 'string' ? undefined : part.props.key
    const old = key === undefined ? place : keyed.get(key)
    if (old && fits(old, part)) {
      if (old === place) place = place.nextSibling
      else parent.insertBefore(old, place)
      renew(old, part)
    } else parent.insertBefore(made(part, parent), place)
  }
  while (place) {
    const next = place.nextSibling
    place.remove()
    place = next
  }
}

/** @param {Node} node @param {Part} part */
function fits(node, part) {
  if (typeof part === 'string') return node.nodeType === Node.TEXT_NODE
  const before = drawn.get(node)
  return before?.tag === part.tag && before.props.key === part.props.key
}

/** @param {Node} node @param {Part} part */
function renew(node, part) {
  if (typeof part !== 'string') dress(/** @type {HTMLElement} */ (node), part, drawn.get(node)?.props ?? {})
  else if (node.nodeValue !== part) node.nodeValue = part
}

/** @param {Part} part @param {globalThis.Element} parent @returns {Node} */
function made(part, parent) {
  if (typeof part === 'string') return document.createTextNode(part)
  const svg = part.tag === 'svg' || parent.namespaceURI === SVG
  const element = svg ? document.createElementNS(SVG, part.tag) : document.createElement(part.tag)
  dress(/** @type {HTMLElement} */ (element), part, {})
  return element
}

/** @param {HTMLElement} element @param {Element} part @param {Record<string, unknown>} before */
function dress(element, part, before) {
  drawn.set(element, part)
  draw(element, part.children)
  for (const name of new Set([...Object.keys(before), ...Object.keys(part.props)])) {
    const value = part.props[name]
    if (name === 'key' || value === before[name]) continue
    if (name.startsWith('on') || name === 'value') Reflect.set(element, name, value ?? null)
    else if (value === null || value === undefined || value === false) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
}
