/** Making a source. */
import { NewPage } from './new-page.tsx'

export default function NewSourcePage() {
  return <NewPage of="source" />
}
