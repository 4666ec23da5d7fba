/** The indices below a number, up to 64: a table without parameters, of which nothing is rewritten. */
// prettier-ignore
export interface Indices {
  '0': never; '1': '0'; '2': Indices['1'] | '1'; '3': Indices['2'] | '2'; '4': Indices['3'] | '3'; '5': Indices['4'] | '4'; '6': Indices['5'] | '5'; '7': Indices['6'] | '6';
  '8': Indices['7'] | '7'; '9': Indices['8'] | '8'; '10': Indices['9'] | '9'; '11': Indices['10'] | '10'; '12': Indices['11'] | '11'; '13': Indices['12'] | '12'; '14': Indices['13'] | '13'; '15': Indices['14'] | '14';
  '16': Indices['15'] | '15'; '17': Indices['16'] | '16'; '18': Indices['17'] | '17'; '19': Indices['18'] | '18'; '20': Indices['19'] | '19'; '21': Indices['20'] | '20'; '22': Indices['21'] | '21'; '23': Indices['22'] | '22';
  '24': Indices['23'] | '23'; '25': Indices['24'] | '24'; '26': Indices['25'] | '25'; '27': Indices['26'] | '26'; '28': Indices['27'] | '27'; '29': Indices['28'] | '28'; '30': Indices['29'] | '29'; '31': Indices['30'] | '30';
  '32': Indices['31'] | '31'; '33': Indices['32'] | '32'; '34': Indices['33'] | '33'; '35': Indices['34'] | '34'; '36': Indices['35'] | '35'; '37': Indices['36'] | '36'; '38': Indices['37'] | '37'; '39': Indices['38'] | '38';
  '40': Indices['39'] | '39'; '41': Indices['40'] | '40'; '42': Indices['41'] | '41'; '43': Indices['42'] | '42'; '44': Indices['43'] | '43'; '45': Indices['44'] | '44'; '46': Indices['45'] | '45'; '47': Indices['46'] | '46';
  '48': Indices['47'] | '47'; '49': Indices['48'] | '48'; '50': Indices['49'] | '49'; '51': Indices['50'] | '50'; '52': Indices['51'] | '51'; '53': Indices['52'] | '52'; '54': Indices['53'] | '53'; '55': Indices['54'] | '54';
  '56': Indices['55'] | '55'; '57': Indices['56'] | '56'; '58': Indices['57'] | '57'; '59': Indices['58'] | '58'; '60': Indices['59'] | '59'; '61': Indices['60'] | '60'; '62': Indices['61'] | '61'; '63': Indices['62'] | '62';
  '64': Indices['63'] | '63';
}
