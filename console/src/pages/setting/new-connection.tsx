/** Making a connection. */
import { NewPage } from './new-page.tsx'

export default function NewConnectionPage() {
  return <NewPage of="connection" />
}
