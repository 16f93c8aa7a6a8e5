/** A file that is no list, or not as it was said to be: a sentence for whoever sent it. */
import { Refusal } from '../../refusal.ts'

export class Unreadable extends Refusal {}
