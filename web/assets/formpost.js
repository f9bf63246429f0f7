// Hands the answer to the app without a click. The button stays for whoever has
// no script. A field may be called "submit", so the method is not taken from the form.
HTMLFormElement.prototype.submit.call(document.forms[0]);
