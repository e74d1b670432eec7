/*
 * Saves what is typed into a form while it is typed. The form works without it: every press of a
 * button saves too. It never changes a text, and never sends one anywhere but to the form's own plan.
 */
const form = document.querySelector('form[data-autosave]')
const state = document.querySelector('[data-autosave-state]')

/** How long somebody pauses before what they typed is saved, and before a failed save is repeated. Milliseconds. */
const PAUSE = 1500
const RETRY = 10_000

let timer
let inFlight = null
/** What was in the form when it was last saved, or when it came. */
let saved = ''
/** Set where saving is for the person to decide: somebody else has changed the draft, or the form is closed. */
let stopped = false

const typed = () => {
  const fields = new URLSearchParams(new FormData(form))
  fields.delete('revision')
  return fields.toString()
}

const say = (text) => {
  if (state.textContent !== text) state.textContent = text
}

const save = async (keepalive) => {
  if (stopped || inFlight || typed() === saved) return
  const sending = typed()
  inFlight = fetch(form.dataset.autosave, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    credentials: 'same-origin',
    keepalive,
  })
  try {
    const answer = await inFlight
    const { revision, text } = await answer.json()
    if (answer.ok) {
      form.elements.revision.value = revision
      saved = sending
    } else if (answer.status < 500) stopped = true
    say(text)
    if (answer.status >= 500) schedule(RETRY)
  } catch {
    say('Not saved yet: there is no connection. Your text stays on this page, and saving is tried again.')
    schedule(RETRY)
  } finally {
    inFlight = null
  }
  if (saved === sending && typed() !== saved) schedule(PAUSE)
}

const schedule = (pause) => {
  clearTimeout(timer)
  timer = setTimeout(() => save(false), pause)
}

if (form && state) {
  saved = typed()
  form.addEventListener('input', () => schedule(PAUSE))
  // A phone that is put away may not come back to the page.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save(true)
  })
  // A press while a save is under way waits for it, so that the two do not meet.
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    if (!inFlight) return
    event.preventDefault()
    const { submitter } = event
    const press = () => setTimeout(() => form.requestSubmit(submitter))
    inFlight.then(press, press)
  })
}
