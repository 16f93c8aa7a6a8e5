/** On a sender's page: renews the list of arrivals every three seconds while somebody looks. */
const list = document.getElementById('events')

async function renew() {
  if (document.hidden || !list) return
  try {
    const answer = await fetch(`${location.pathname.replace(/\/$/, '')}/events`)
    if (!answer.ok) return
    const text = await answer.text()
    if (list.innerHTML !== text) list.innerHTML = text
  } catch {
    // Looked again in three seconds.
  }
}

setInterval(renew, 3000)
