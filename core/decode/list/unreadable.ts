/** A file that is no list, or not as it was said to be: a sentence for whoever sent it. */
export class Unreadable extends Error {}
