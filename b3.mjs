import { builder, sql } from '/tmp/wt/recorder/dist/js/builder/index.js'
const o = builder(Object.assign(()=>{}, {dialect:'postgres', query(){}}))
const f=(k)=>k.selectFrom('person').innerJoin('pet','pet.owner_id','person.id').leftJoin('toy','toy.pet_id','pet.id').select(['person.id','person.first_name as name','pet.name as pet','toy.name as toy']).where('person.age','>',18).where('pet.kind','=','cat').where('toy.price','<',100).where('person.name','like','a%').orderBy('person.id').limit(10)
const rs={}
const key=f(o).written()
const flatKey=key.split('').join('')
const m=new Map([[key,1]]), m2=new Map([[flatKey,1]])
const obj=Object.create(null); obj[key]=1
let x=0
const cs=[['build',()=>f(o).written().length],['flat',()=>f(o).written().charCodeAt(100)],['map',()=>m.get(f(o).written())],['map flatkey',()=>m2.get(f(o).written())],['flat map',()=>{const s=f(o).written(); x+=s.charCodeAt(100); return m2.get(s)}],['obj',()=>obj[f(o).written()]],['sub',()=>{const s=f(o).written(); return m2.get(s.substring(0,s.length-1))}],['join',()=>m2.get([f(o).written()].join(''))], ['eq',()=>f(o).written()===flatKey], ['all',()=>f(o).compile()]]
for(let r=0;r<20;r++) for(const [n,g] of cs){const N=10000;const t=performance.now();for(let i=0;i<N;i++)g();rs[n]=Math.min(rs[n]??1e9,(performance.now()-t)/N*1000)}
console.log(rs)
