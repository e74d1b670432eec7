/*
 * Spares people the sending of a file that is too large, and says that a file is being sent. The form
 * works without it: what is sent is checked once more where it arrives, and that is also where no file
 * at all is told of.
 */
const form = document.querySelector('form[data-upload]')
const state = document.querySelector('[data-upload-state]')

if (form && state) {
  form.addEventListener('submit', (event) => {
    const [file] = form.elements.file.files
    if (file?.size > Number(form.dataset.largest)) {
      event.preventDefault()
      // The page itself says what is wrong, as it does of every other file.
      location.assign(form.dataset.tooLarge + file.size)
    } else if (file) {
      state.textContent = `Sending “${file.name}”. Stay on this page until that is done.`
    }
  })
  // A page that comes back by the browser's own button is not sending any more.
  addEventListener('pageshow', () => {
    state.textContent = ''
  })
}
