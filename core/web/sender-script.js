/** On a sender's page: shows it anew when something has arrived, looked for every three seconds while somebody looks. */
let shown = ''

async function look() {
  if (document.hidden) return
  try {
    const answer = await fetch(`${location.pathname.replace(/\/$/, '')}/events`)
    if (!answer.ok) return
    const now = await answer.text()
    if (shown !== '' && now !== shown) location.reload()
    shown = now
  } catch {
    // Looked again in three seconds.
  }
}

setInterval(look, 3000)
look()
