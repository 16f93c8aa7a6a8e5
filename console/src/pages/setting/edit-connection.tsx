/** Changing a connection that was made in the console. */
import { EditPage } from './edit-page.tsx'

export default function EditConnectionPage() {
  return <EditPage of="connection" />
}
