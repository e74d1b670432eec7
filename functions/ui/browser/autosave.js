/*
 * Saves what is typed into a form while it is typed. The form works without it: every press of a
 * button saves too. It never changes a text, and never sends one anywhere but to the form's own plan.
 */
const form = document.querySelector('form[data-autosave]')
const state = document.querySelector('[data-autosave-state]')

/** How long somebody pauses before what they typed is saved, and before a failed save is repeated. Milliseconds. */
const PAUSE = 1500
const RETRY = 10_000
/** Browsers refuse to send more than 64 KiB for a page that they leave. Characters, all of them ASCII. */
const MOST_WHILE_LEAVING = 60_000
/** How the line that says what is saved looks while something is not. */
const TROUBLE = 'muster-state--trouble'

let timer
let inFlight = null
/** What is on its way while a save is under way. */
let sending = null
/** What was in the form when it was last saved, or when it came; null where it came unsaved. */
let saved = null
/** Set where saving is for the person to decide: somebody else has changed the draft, or the action is not theirs. */
let stopped = false

const typed = () => {
  const fields = new URLSearchParams(new FormData(form))
  fields.delete('revision')
  return fields.toString()
}

const isHidden = () => document.visibilityState === 'hidden'

/** Trouble stays in sight wherever the page is scrolled to. */
const say = (text, isTrouble) => {
  state.classList.toggle(TROUBLE, isTrouble)
  if (state.textContent !== text) state.textContent = text
}

/**
 * Has the browser ask before the page is left, only while that would lose what is typed: without
 * trouble, leaving saves it.
 */
const guard = () => {
  const now = typed()
  const isLost =
    state.classList.contains(TROUBLE) || (inFlight && now !== sending) || now.length >= MOST_WHILE_LEAVING
  window.onbeforeunload = now !== saved && isLost ? (event) => event.preventDefault() : null
}

const save = async () => {
  if (stopped || inFlight || typed() === saved) return
  sending = typed()
  const body = new URLSearchParams(new FormData(form))
  inFlight = fetch(form.dataset.autosave, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    keepalive: body.toString().length < MOST_WHILE_LEAVING,
  })
  try {
    const answer = await inFlight
    take(answer.status, await readAnswer(answer))
  } catch {
    say(
      'Not saved yet: there is no connection. Your text stays on this page, and saving is tried again.',
      true,
    )
    schedule(RETRY)
  } finally {
    inFlight = null
    guard()
  }
  // What was typed meanwhile.
  if (saved !== sending || typed() === saved) return
  if (isHidden()) save()
  else schedule(PAUSE)
}

/** What the form's own plan says; null where something on the way has answered instead. */
const readAnswer = async (answer) => {
  const isOurs = (answer.headers.get('content-type') ?? '').startsWith('application/json')
  const said = isOurs ? await answer.json() : null
  return typeof said?.text === 'string' ? said : null
}

const take = (status, said) => {
  if (status === 413) {
    return say(
      'Not saved: this is too long. Shorten it, or add it as a file. Your text stays on this page.',
      true,
    )
  }
  if (!said) {
    say(
      'Not saved yet: something went wrong on the way. Your text stays on this page, and saving is tried again.',
      true,
    )
    return schedule(RETRY)
  }
  // Where the form takes no more, what is typed may still be kept: each save says whether it was.
  const isSaved = Number.isInteger(said.revision)
  if (isSaved) form.elements.revision.value = said.revision
  if (isSaved || said.kept) saved = sending
  stopped = status === 404 || status === 409
  say(said.text, !isSaved)
}

const schedule = (pause) => {
  clearTimeout(timer)
  timer = setTimeout(save, pause)
}

if (form && state) {
  // Of two versions nothing is saved before the person has chosen.
  stopped = state.classList.contains(TROUBLE)
  if (!stopped) saved = typed()
  guard()
  form.addEventListener('input', () => {
    schedule(PAUSE)
    guard()
  })
  // A phone that is put away may not come back to the page; whoever comes back may have a session again.
  document.addEventListener('visibilitychange', save)
  // A press while a save is under way waits for it, so that the two do not meet.
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    window.onbeforeunload = null
    if (!inFlight) return
    event.preventDefault()
    const { submitter } = event
    const press = () => setTimeout(() => form.requestSubmit(submitter))
    inFlight.then(press, press)
  })
  // Whoever takes the other version means to leave this one.
  document.querySelector('[data-autosave-leave]')?.addEventListener('click', () => {
    window.onbeforeunload = null
  })
}
