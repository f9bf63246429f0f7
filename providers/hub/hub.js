// Posts the answer at once. Without script the button does it.
document.getElementById('answer').submit()
