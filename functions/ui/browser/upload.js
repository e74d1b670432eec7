/*
 * Spares people the sending of a file that is too large, and says that a file is being sent. The form
 * works without it: what is sent is checked once more where it arrives.
 */
const form = document.querySelector('form[data-upload]')
const state = document.querySelector('[data-upload-state]')

if (form && state) {
  const { file: field } = form.elements
  form.addEventListener('submit', (event) => {
    const [file] = field.files
    const largest = Number(form.dataset.largest)
    if (!file) {
      event.preventDefault()
      state.textContent = 'Choose a file first.'
      field.focus()
    } else if (file.size > largest) {
      event.preventDefault()
      state.textContent = `“${file.name}” is ${Math.ceil(file.size / 104857.6) / 10} MB, and at most ${largest / 1048576} MB can be sent. ${form.dataset.advice}`
      field.focus()
    } else {
      state.textContent = `Sending “${file.name}”. Stay on this page until that is done.`
    }
  })
  // A page that comes back by the browser's own button is not sending any more.
  addEventListener('pageshow', () => {
    state.textContent = ''
  })
}
