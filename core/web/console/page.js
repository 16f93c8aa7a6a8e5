/** What a page is given to show itself, and what it may ask for. */

/**
 * @typedef {object} Page
 * @property {any} data what its `load` answered; of the address before, while a new one is being read
 * @property {import('./address.js').Address} address
 * @property {boolean} fresh false while `data` belongs to the address before
 * @property {boolean} mayAct the token has the role ops
 * @property {() => void} redraw
 * @property {() => Promise<void>} refresh
 * @property {(doing: () => Promise<string>) => Promise<void>} perform does something, tells how it went, reads anew
 */

/**
 * @typedef {object} View
 * @property {(address: import('./address.js').Address) => Promise<any>} load
 * @property {(page: Page) => import('./dom.js').Given[]} show
 * @property {(page: Page) => import('./dom.js').Given} [title]
 * @property {() => void} [forget] drops what it remembered, at signing out
 */

export {}
