/**
 * First names that one person may use, by line. Two names of different lines are different people's,
 * however few letters they differ in: that is why some lines have one name alone.
 */
const SHORT_FORMS = `
abigail abi abby gail
adam
alan allan allen al
alexander alexandra alex sandy lex
alice
alison allison ali
amanda mandy
amy
andrea
andrew andy drew
angela angie ange
ann anne annie
anna
anthony antony tony
antonia toni
barbara barb babs
benjamin ben benn
bernadette bernie
beverley beverly bev
carl karl
carla karla
carol carole
caroline carolyn
catherine katherine kathryn cathryn catharine katharine cath kath cathy kathy kate katie kat
charles charlie chas
charlotte lottie
christina tina
christine chris chrissie
christopher chris kit
claire clare
clara
colin
daniel dan danny
danielle dani
daniela
david dave davey
deborah debra debbie debby deb debs
dennis denis
diane dianne di
diana
dominic dom
donald don
dorothy dot dottie
edward ed eddie ted ned
eleanor ellie nell
elizabeth elisabeth liz lizzie beth betty eliza libby
emily em
emma
eva
evan
francis frank
frances fran
francesca fran
frederick fred freddie
gareth gaz
gary garry
gavin gav
geoffrey jeffrey geoff jeff
georgina georgie
gerald gerry
gillian jillian gill jill
graham graeme
gregory greg
gwendolyn gwen
harold harry
harriet hattie
heather
helen
henry harry
ian iain
imogen immy
isabel isabelle isobel izzy
jacqueline jackie jacqui
jade
james jim jimmy jamie
jan
jane
janet
janice
jason
jean
jeannette jeanette
jennifer jen jenny jenni
jeremy jez jerry
jessica jess jessie
joan
joanna jo
joanne jo joann
john jack johnny
jon jonathan jonathon
joseph joe joey
josephine jo josie
joshua josh
joyce
judith judy
julia
julian
julie
juliet
karen
katrina trina
kathleen kath kathy
kelly
kenneth ken kenny
kevin kev
kimberley kimberly kim
kirsten
kirsty
kristina
laura
lauren
lawrence laurence larry
leanne
leonard len lenny
leslie lesley les
lewis louis
linda lynda
lisa
lorna
lorraine
louisa
louise lou
lucy
lydia
lynn lynne
madeleine maddie
malcolm mal
marc mark
marcus
margaret maggie marge peggy meg
maria
marian marion
marie
martin martyn
martina
mary
matthew matt matty
maureen mo
maxine max
megan meg
melanie mel
melissa mel
michael mike mick micky mickey
michaela
michelle shell
mohammed muhammad mohammad mohamed mo
molly
moira
monica
nadine
nancy
naomi
natalie natalia nat
natasha tasha
nathan nat
neil neal niall
nicholas nicolas nick nicky
nicola nikki nicky nicki nic
nigel
nina
norma
norman
oliver olly ollie
olivia liv
pamela pam
patricia pat trish tricia patsy
patrick pat paddy
paul
paula
pauline
penelope penny
peter pete
philip phillip phil
philippa pippa pip
rachel rachael rach
raymond ray
rebecca rebekah becky becca
richard rich rick ricky dick
robert rob robbie bob bobby bert
roberta
robin
robyn
roger
ronald ron ronnie
rosemary rosie
roy
russell russ
ruth
sally
samantha sam
samuel sam sammy
sandra sandie
sara sarah
sean shaun shawn
sharon shaz
sheila
shirley
simon si
simone
sophia sofia
sophie
stephanie steph
stephen steven steve
stuart stewart stu
susan sue susie suzie
suzanne sue suzie
sylvia
terence terry
teresa theresa terri tess
thomas tom tommy
timothy tim
tracey tracy
ursula
valerie val
vanessa
veronica
victor vic
victoria vicki vicky vikki tori
vincent vince
vivien vivienne viv
walter walt
wendy
william will bill billy liam
yvette
yvonne
zachary zac zach zak
zara
zoe
`

const LINES = SHORT_FORMS.trim()
  .split('\n')
  .map((line) => new Set(line.split(' ')))
const KNOWN = new Set(LINES.flatMap((line) => [...line]))

/** Whether a folded word is a first name that is known here. */
export const isFirstName = (word: string): boolean => KNOWN.has(word)

/** Whether one person may use both of two folded first names. */
export const isShortForm = (a: string, b: string): boolean => LINES.some((line) => line.has(a) && line.has(b))
