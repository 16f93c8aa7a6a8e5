/** Changing a source that was made in the console. */
import { EditPage } from './edit-page.tsx'

export default function EditSourcePage() {
  return <EditPage of="source" />
}
